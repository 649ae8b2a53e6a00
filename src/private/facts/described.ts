import { Construct } from 'constructs';

/** Describes a value of the wrong type for an error message. */
export function described(value: object): string {
  return Construct.isConstruct(value) ? `the construct '${value.node.path}'` : `an object of type ${value.constructor.name}`;
}
