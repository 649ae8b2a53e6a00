/** The values of the names in a template. */
export interface Names {
  /** The value of `Ref` for a resource, a parameter or a pseudo parameter. */
  readonly ref: (name: string) => unknown;
  readonly getAtt: (logicalId: string, attribute: string) => unknown;
}

type Intrinsic = (argument: unknown, names: Names) => unknown;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  'Ref': (name, { ref }) => ref(String(name)),
  'Fn::GetAtt': (argument, { getAtt }) => {
    const [logicalId, attribute] = Array.isArray(argument) ? argument : String(argument).split(/\.(.*)/);
    return getAtt(String(logicalId), String(attribute));
  },
  'Fn::Join': (argument, names) => {
    const [separator, parts] = resolve(argument, names) as [string, unknown[]];
    return parts.join(separator);
  },
  'Fn::Select': (argument, names) => {
    const [index, list] = resolve(argument, names) as [number, unknown[]];
    return list[Number(index)];
  },
  'Fn::Split': (argument, names) => {
    const [separator, text] = resolve(argument, names) as [string, string];
    return text.split(separator);
  },
  'Fn::Sub': (argument, names) => {
    const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
    const values = resolve(given, names) as Record<string, unknown>;
    return String(text).replace(/\$\{([^!}]+)\}/g, (_whole, name: string) => {
      if (Object.hasOwn(values, name)) return String(values[name]);
      const [logicalId, attribute] = name.split(/\.(.*)/);
      return String(attribute === undefined ? names.ref(name) : names.getAtt(logicalId, attribute));
    });
  },
};

/** A part of a template with its intrinsic functions replaced by their values. */
export function resolve(part: unknown, names: Names): unknown {
  if (Array.isArray(part)) return part.map((item) => resolve(item, names)).filter((item) => item !== undefined);
  if (typeof part !== 'object' || part === null) return part;
  const [[key, argument] = [], ...others] = Object.entries(part);
  if (key !== undefined && others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))) {
    if (!Object.hasOwn(intrinsics, key)) throw new Error(`The conductor does not know ${key}.`);
    const value = intrinsics[key](argument, names);
    return value === NO_VALUE ? undefined : value;
  }
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, resolve(value, names)]).filter(([, value]) => value !== undefined));
}

/** The value of `AWS::NoValue`. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** The resources that a part of a template names. */
export function referencesOf(part: unknown): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, argument] of Object.entries(value)) {
      if (key === 'Ref') found.add(String(argument));
      if (key === 'Fn::GetAtt') found.add(String(Array.isArray(argument) ? argument[0] : argument).split('.')[0]);
      if (key === 'Fn::Sub') {
        const text = String(Array.isArray(argument) ? argument[0] : argument);
        for (const [, name] of text.matchAll(/\$\{([^!}]+)\}/g)) found.add(name.split('.')[0]);
      }
      visit(argument);
    }
  };
  visit(part);
  return [...found];
}

/** CloudFormation hands every scalar to a custom resource as a text. */
export function withStringScalars(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withStringScalars);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withStringScalars(member)]));
}
