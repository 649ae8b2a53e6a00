import { shapeOf } from './model';

/** Keeps of an answer what the service's model says it has. */
export function project(shapeName: string, value: unknown): unknown {
  const shape = shapeOf(shapeName);
  if (value === undefined) return undefined;
  switch (shape.type) {
    case 'structure': {
      const members = Object.entries(value as object).filter(([name]) => shape.members?.[name]);
      return Object.fromEntries(members.map(([name, member]) => [name, project(shape.members![name].shape, member)]));
    }
    case 'list': return (value as unknown[]).map((item) => project(shape.member!, item));
    case 'map': return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, project(shape.value!, item)]));
    case 'timestamp': return typeof value === 'string' ? Date.parse(value) / 1000 : value;
    default: return value;
  }
}
