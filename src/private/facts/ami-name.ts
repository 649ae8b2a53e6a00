import { Token } from 'aws-cdk-lib';

/** An AMI name has at most 128 characters, and the build date takes the rest. */
export const MAX_NAME_IN_AMI_NAME = 90;

/** The name of AMIs that begins with another name, as much of it as leaves room for the build date: each AMI needs its own name. */
export function datedAmiName(name: string): string {
  return `${Token.isUnresolved(name) ? name : name.slice(0, MAX_NAME_IN_AMI_NAME)} {{ imagebuilder:buildDate }}`;
}
