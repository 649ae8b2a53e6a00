import { isMap } from '../checks/structure-check';

/** The length of the known parts of a resolved text, without the values that CloudFormation fills in. */
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
