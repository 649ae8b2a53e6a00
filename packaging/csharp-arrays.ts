/** The base class of a class, by names. */
export type Bases = ReadonlyMap<string, string | undefined>;

const OPEN = /new \[\] \{/g;

/**
 * Gives arrays in C# the type of their elements where the compiler finds no best one: where the elements are of several classes.
 * jsii-rosetta writes `new [] { ... }` for all arrays.
 */
export function explicitArrays(program: string, bases: Bases): string {
  return program.replace(OPEN, (open, at: number) => {
    const classes = [...new Set(elements(program, at + open.length).map((element) => /^new (\w+)\(/.exec(element)?.[1]))];
    if (classes.length < 2 || classes.includes(undefined)) return open;
    const [first, ...others] = classes.map((name) => ancestors(name!, bases));
    const common = first.find((name) => others.every((names) => names.includes(name)));
    if (!common) throw new Error(`An array in C# has elements without a common class: ${classes.join(', ')}`);
    return `new ${common}[] {`;
  });
}

/** The elements of an array that begins there. */
function elements(program: string, start: number): string[] {
  const found = [''];
  let depth = 0;
  for (const token of program.slice(start).match(/"(?:\\.|[^"\\])*"|[^"]/g) ?? []) {
    if (depth === 0 && token === '}') break;
    if ('([{'.includes(token)) depth += 1;
    if (')]}'.includes(token)) depth -= 1;
    if (depth === 0 && token === ',') found.push('');
    else found[found.length - 1] += token;
  }
  return found.map((element) => element.trim());
}

function ancestors(name: string, bases: Bases): string[] {
  const base = bases.get(name);
  return base ? [name, ...ancestors(base, bases)] : [name];
}
