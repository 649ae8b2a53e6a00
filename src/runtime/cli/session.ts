import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { Account } from './account';
import { CommandError, credentialsErrorOf } from './command-error';
import { Deadline } from '../services/deadline';
import { ImageBuilder } from '../services/image-builder';
import { ParameterStore } from '../services/parameter-store';
import { Stacks } from '../services/stacks';

/** The longest timer of Node, which is longer than a build with all its waits. */
const LONGEST_COMMAND_MS = 2 ** 31 - 1;
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
/** The subject of an error about a missing permission. */
const CALLER = 'You';

/** The calls of a command in one Region. */
export class Session {
  /**
   * @param argument the subject of the command; an ARN includes its Region
   * @throws CommandError if no Region is given, or none of this name can exist
   */
  public static async open({ profile, region }: Account, environment: NodeJS.ProcessEnv, argument = ''): Promise<Session> {
    const ofArn = regionOfArn(argument);
    const given = ofArn ?? region ?? await defaultRegion(profile) ?? environment.AWS_DEFAULT_REGION ?? '';
    if (given === '') throw new CommandError('There is no AWS Region: give one with --region, or set AWS_REGION.');
    if (ofArn !== undefined && !REGION.test(ofArn)) throw new CommandError(`"${ofArn}" in the ARN "${argument}" is not a Region: check the ARN.`);
    if (!REGION.test(given)) throw new CommandError(`"${given}" is not a Region: give one such as eu-west-1 with --region.`);
    return new Session(given, profile);
  }

  public readonly images: ImageBuilder;
  private readonly deadline = new Deadline(LONGEST_COMMAND_MS);
  private ofParameters?: ParameterStore;
  private ofStacks?: Stacks;

  private constructor(public readonly region: string, public readonly profile?: string) {
    this.images = new ImageBuilder(this.deadline, { caller: CALLER, region, profile });
  }

  /**
   * Loads the credentials before the first call, which would otherwise fail with the error of the service that issues them.
   *
   * @throws CallError if there are none, or if the session is closed meanwhile: the SDK cannot abort these calls
   */
  public async signIn(): Promise<void> {
    const closed = new Promise<never>((_, reject) => {
      this.deadline.signal.addEventListener('abort', () => reject(new Error('The session is closed.')), { once: true });
    });
    try {
      await Promise.race([this.images.signIn(), closed]);
    } catch (error) {
      throw credentialsErrorOf(error as Error);
    }
  }

  public get parameters(): ParameterStore {
    return this.ofParameters ??= new ParameterStore(this.deadline, { caller: CALLER, region: this.region, profile: this.profile });
  }

  public get stacks(): Stacks {
    return this.ofStacks ??= new Stacks(this.deadline, { caller: CALLER, region: this.region, profile: this.profile });
  }

  /** Aborts all calls that are still running. */
  public close(): void {
    this.deadline.close();
    this.images.close();
    this.ofParameters?.close();
    this.ofStacks?.close();
  }
}

function regionOfArn(argument: string): string | undefined {
  return /^arn:[\w-]+:\w+:([\w-]+):/.exec(argument)?.[1];
}

/** The Region of the environment or of the profile. */
async function defaultRegion(profile?: string): Promise<string | undefined> {
  const client = new ImagebuilderClient({ profile });
  try {
    return await client.config.region();
  } catch {
    return undefined; // The SDK only says that no Region is set.
  } finally {
    client.destroy();
  }
}
