import { isMap } from '../checks/structure-check';

/** The number of characters that a resolved text has for certain, without what CloudFormation fills in. */
export function knownLength(resolved: unknown): number {
  if (typeof resolved === 'string') return resolved.length;
  if (!isMap(resolved)) return 0;
  const { 'Fn::Join': join, 'Fn::Sub': sub } = resolved;
  if (Array.isArray(join) && Array.isArray(join[1])) {
    const [delimiter, parts] = join as [unknown, unknown[]];
    return parts.reduce<number>((length, part) => length + knownLength(part), knownLength(delimiter) * Math.max(parts.length - 1, 0));
  }
  const [template] = [sub].flat();
  return typeof template === 'string' ? template.replace(/\$\{[^}]*\}/g, '').length : 0;
}
