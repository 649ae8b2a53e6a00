import { Construct } from 'constructs';

/** What was given in place of something else, as an error shows it. */
export function described(value: object): string {
  return Construct.isConstruct(value) ? `the construct '${value.node.path}'` : `an object of type ${value.constructor.name}`;
}
