import type { Property, PropertyType, Resource, SpecDatabase } from '@aws-cdk/service-spec-types';

/** A resource of a synthesized template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

/** The properties of a resource type, nested ones included, as `BlockDeviceMappings[].Ebs.Iops`. */
export class ResourceSchema {
  public constructor(private readonly database: SpecDatabase, private readonly properties: Resource['properties']) {}

  /** The path of each property. */
  public paths(): string[] {
    return this.pathsOf('', this.properties);
  }

  /** The paths that a resource renders, whether or not the schema has them. */
  public rendered(properties: Record<string, unknown>): { known: string[]; unknown: string[] } {
    const known: string[] = [];
    const unknown: string[] = [];
    const visit = (path: string, value: unknown, types: PropertyType[]): void => {
      known.push(path);
      for (const type of types) {
        if (type.type === 'array' && Array.isArray(value)) value.forEach((item) => visit(`${path}[]`, item, [type.element]));
        if (type.type === 'ref' && isObject(value) && !isIntrinsic(value)) visitAll(`${path}.`, value, this.definition(type));
      }
    };
    const visitAll = (prefix: string, values: Record<string, unknown>, definition: Record<string, Property>): void => {
      for (const [name, value] of Object.entries(values)) {
        if (name in definition) visit(prefix + name, value, typesOf(definition[name].type));
        else unknown.push(prefix + name);
      }
    };
    visitAll('', properties, this.properties);
    return { known, unknown };
  }

  private pathsOf(prefix: string, definition: Record<string, Property>): string[] {
    return Object.entries(definition).flatMap(([name, property]) => typesOf(property.type).flatMap((type) => this.pathsIn(prefix + name, type)));
  }

  private pathsIn(path: string, type: PropertyType): string[] {
    if (type.type === 'array') return [path, ...this.pathsIn(`${path}[]`, type.element)];
    if (type.type === 'ref') return [path, ...this.pathsOf(`${path}.`, this.definition(type))];
    return [path];
  }

  private definition(type: PropertyType & { type: 'ref' }): Record<string, Property> {
    return this.database.get('typeDefinition', type.reference.$ref).properties;
  }
}

/** The paths that a resource renders, whether or not a schema has them. */
export function renderedPaths(properties: Record<string, unknown>, prefix = ''): string[] {
  const visit = (path: string, value: unknown): string[] => {
    if (Array.isArray(value)) return [path, ...value.flatMap((item) => visit(`${path}[]`, item))];
    return isObject(value) && !isIntrinsic(value) ? [path, ...renderedPaths(value, `${path}.`)] : [path];
  };
  return Object.entries(properties).flatMap(([name, value]) => visit(prefix + name, value));
}

function typesOf(type: PropertyType): PropertyType[] {
  return type.type === 'union' ? type.types.flatMap(typesOf) : [type];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIntrinsic(value: Record<string, unknown>): boolean {
  const [key, ...more] = Object.keys(value);
  return more.length === 0 && (key === 'Ref' || key?.startsWith('Fn::'));
}
