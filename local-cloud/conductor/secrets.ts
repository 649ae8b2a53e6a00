import { AwsError } from './json-protocol';

export interface Secret {
  readonly name: string;
  readonly description?: string;
  readonly keyId?: string;
  readonly tags: Readonly<Record<string, string>>;
  policy?: string;
  /** The values by the ids of their versions, the current one at the end. */
  readonly versions: Map<string, string>;
  /** Milliseconds since 1970 from which on the name is free again. */
  freeAt?: number;
}

export interface SecretsOptions {
  /** @default - the clock of this machine */
  readonly now?: () => number;
  /**
   * Milliseconds that a deletion takes; the documentation says that it takes a short while.
   * @default 5000
   */
  readonly deletion?: number;
}

interface CreateRequest {
  readonly Name: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

interface PutRequest {
  readonly SecretId: string;
  readonly SecretString: string;
  readonly ClientRequestToken: string;
}

const MAX_BYTES = 65_536;
const DELETION_MS = 5_000;

/** AWS Secrets Manager, for secrets that are deleted without a recovery window. */
export class Secrets {
  /** The operations by their name in the protocol. */
  public readonly operations = {
    CreateSecret: (input: CreateRequest) => this.create(input),
    PutResourcePolicy: ({ SecretId, ResourcePolicy }: { SecretId: string; ResourcePolicy: string }) => this.putPolicy(SecretId, ResourcePolicy),
    PutSecretValue: (input: PutRequest) => this.putValue(input),
    GetSecretValue: ({ SecretId }: { SecretId: string }) => this.value(SecretId),
    DeleteSecret: (input: { SecretId: string; ForceDeleteWithoutRecovery?: boolean }) => this.remove(input),
  };
  private readonly secrets = new Map<string, Secret>();

  public constructor(private readonly options: SecretsOptions = {}) {}

  /** The secrets that are not being deleted. */
  public get all(): Secret[] {
    return [...this.secrets.values()].filter(({ freeAt }) => freeAt === undefined);
  }

  /** Forgets everything, as nothing but a test can do it. */
  public clear(): void {
    this.secrets.clear();
  }

  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
  private create({ Name, Description, KmsKeyId, Tags = [] }: CreateRequest): object {
    if (!/^[\w/+=.@-]{1,512}$/.test(Name)) throw new AwsError('ValidationException', `Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!: '${Name}'`);
    const earlier = this.find(Name);
    if (earlier?.freeAt !== undefined) {
      throw new AwsError('InvalidRequestException', "You can't create this secret because a secret with this name is already scheduled for deletion.");
    }
    if (earlier) throw new AwsError('ResourceExistsException', `The operation failed because the secret ${Name} already exists.`);
    const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
    this.secrets.set(Name, { name: Name, description: Description, keyId: KmsKeyId, tags, versions: new Map() });
    return { ARN: arnOf(Name), Name };
  }

  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html */
  private putPolicy(name: string, policy: string): object {
    const secret = this.get(name);
    try {
      JSON.parse(policy);
    } catch {
      throw new AwsError('MalformedPolicyDocumentException', 'This resource policy contains invalid Json.');
    }
    secret.policy = policy;
    return { ARN: arnOf(name), Name: name };
  }

  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
  private putValue({ SecretId, SecretString, ClientRequestToken }: PutRequest): object {
    const { versions } = this.get(SecretId);
    if (!/^.{32,64}$/.test(ClientRequestToken)) throw new AwsError('ValidationException', 'clientRequestToken must have 32 to 64 characters.');
    if (SecretString === '' || Buffer.byteLength(SecretString) > MAX_BYTES) throw new AwsError('ValidationException', `A value has 1 to ${MAX_BYTES} bytes.`);
    const earlier = versions.get(ClientRequestToken);
    if (earlier !== undefined && earlier !== SecretString) {
      throw new AwsError('ResourceExistsException', `The operation failed because version ${ClientRequestToken} already exists with another value.`);
    }
    versions.set(ClientRequestToken, SecretString);
    return { ARN: arnOf(SecretId), Name: SecretId, VersionId: ClientRequestToken, VersionStages: ['AWSCURRENT'] };
  }

  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
  private value(name: string): object {
    const [VersionId, SecretString] = [...this.get(name).versions].pop() ?? [];
    if (SecretString === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT");
    }
    return { ARN: arnOf(name), Name: name, VersionId, SecretString, VersionStages: ['AWSCURRENT'] };
  }

  /**
   * A secret that is not there is deleted without an error where there is no recovery window.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
   */
  private remove({ SecretId, ForceDeleteWithoutRecovery }: { SecretId: string; ForceDeleteWithoutRecovery?: boolean }): object {
    if (!ForceDeleteWithoutRecovery) throw new AwsError('InvalidRequestException', 'This stand-in deletes without a recovery window alone.');
    const { now = Date.now, deletion = DELETION_MS } = this.options;
    const secret = this.find(SecretId);
    if (secret) secret.freeAt ??= now() + deletion;
    return { ARN: arnOf(SecretId), Name: SecretId, DeletionDate: now() / 1000 };
  }

  private get(name: string): Secret {
    const secret = this.find(name);
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    if (secret.freeAt !== undefined) {
      throw new AwsError('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.");
    }
    return secret;
  }

  private find(name: string): Secret | undefined {
    const { now = Date.now } = this.options;
    const secret = this.secrets.get(name);
    if (secret?.freeAt === undefined || now() < secret.freeAt) return secret;
    this.secrets.delete(name);
    return undefined;
  }
}

function arnOf(name: string): string {
  return `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-a1B2c3`;
}
