import { Account } from './account';

/** A command that a person copies. It has the profile of the command that advises it; its ARN includes the Region. */
export function advisedCommand(command: 'watch' | 'explain', imageArn: string, account: Account): string {
  return withProfile(`npx cdk-image-builder ${command} ${imageArn}`, account);
}

export function withProfile(command: string, { profile }: Account): string {
  if (profile === undefined) return command;
  return `${command} --profile ${/^[\w:/.-]+$/.test(profile) ? profile : `"${profile}"`}`;
}
