import * as path from 'node:path';
import { readAssembly } from './assembly';

/** The parts of a type in an assembly that tell whether it has members. */
export interface TypeWithMembers {
  readonly kind: string;
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly methods?: ReadonlyArray<{ readonly name?: string; readonly static?: boolean }>;
  readonly properties?: ReadonlyArray<{ readonly name?: string; readonly static?: boolean }>;
}

type Types = Readonly<Record<string, TypeWithMembers>>;

/**
 * The types that a signature names and that have no member. In Go they are empty interfaces, which take any value: what does
 * not belong there compiles, and then panics. A class that only makes values of other types is named by no signature.
 */
export function emptyTypes(types: Types): string[] {
  const signatures = JSON.stringify(types);
  return Object.entries(types)
    .filter(([name, { kind, datatype }]) => ['class', 'interface'].includes(kind) && !datatype && !hasMembers(name, types))
    .map(([name]) => name)
    .filter((name) => signatures.includes(JSON.stringify({ fqn: name })));
}

/** A type of another package, such as Construct, has members. */
function hasMembers(name: string, types: Types): boolean {
  const type = types[name];
  if (!type) return true;
  const { methods = [], properties = [], base, interfaces = [] } = type;
  return [...methods, ...properties].some((member) => !member.static)
    || [...base === undefined ? [] : [base], ...interfaces].some((other) => hasMembers(other, types));
}

function main(): void {
  const empty = emptyTypes(readAssembly(path.join(__dirname, '..')).types);
  if (empty.length === 0) return;
  console.error(`These types have no public member, so that Go takes any value for them: ${empty.join(', ')}. Give each a member that says what it holds.`);
  process.exitCode = 1;
}

if (require.main === module) main();
