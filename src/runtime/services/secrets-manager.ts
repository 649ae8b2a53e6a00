import {
  CreateSecretCommand, DeleteSecretCommand, GetSecretValueCommand, PutResourcePolicyCommand, PutSecretValueCommand, SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { asCallError, CallError, TransientError, SECRETS_MANAGER } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { ServiceClient } from './service-client';

/** A secret, and who may read it. */
export interface Secret {
  readonly name: string;
  readonly description: string;
  readonly tags: Record<string, string>;
  /** Name of the version that holds the value, in 32 to 64 characters. The same version with the same value is stored once. */
  readonly versionId: string;
  readonly value: string;
  /** ARN of the only role that may read the value. */
  readonly readerRoleArn: string;
  /** ARN of the key that encrypts the value; without one `aws/secretsmanager` does. */
  readonly keyArn?: string;
}

/** The secret exists already: the request that stores it was delivered a second time. */
const EXISTS = 'ResourceExistsException';
/** The secret does not exist, or has no value. */
const MISSING = 'ResourceNotFoundException';
/** The secret is being deleted, which takes some seconds. */
const DELETED = 'InvalidRequestException';

/** The calls of Secrets Manager. No error contains the value of a secret, whatever the service reports. */
export class SecretsManager extends ServiceClient<SecretsManagerClient> {
  public constructor(deadline: Deadline) {
    super(new SecretsManagerClient(CLIENT_OPTIONS), SECRETS_MANAGER, deadline);
  }

  /**
   * Stores a secret. It gets its policy before its value, so that nobody else can read the value at any time.
   *
   * @throws TransientError if a secret of this name is being deleted, or is not found everywhere yet
   * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
   */
  public async store({ name, description, tags, versionId, value, readerRoleArn, keyArn }: Secret): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const ResourcePolicy = JSON.stringify(readableBy(readerRoleArn));
    try {
      await this.request('CreateSecret', name, new CreateSecretCommand({ Name: name, Description: description, Tags, KmsKeyId: keyArn }), [EXISTS]);
      await this.request('PutResourcePolicy', name, new PutResourcePolicyCommand({ SecretId: name, ResourcePolicy, BlockPublicPolicy: true }));
      await this.request('PutSecretValue', name, new PutSecretValueCommand({ SecretId: name, ClientRequestToken: versionId, SecretString: value }));
    } catch (error) {
      if (!(error instanceof CallError) || ![MISSING, DELETED].includes(error.code)) throw error;
      throw new TransientError(error.kind, error.message, error.code);
    }
  }

  /** The value of a secret, or undefined if there is none. */
  public async read(name: string): Promise<string | undefined> {
    const answer = await this.request('GetSecretValue', name, new GetSecretValueCommand({ SecretId: name }), [MISSING, DELETED]);
    return answer && 'SecretString' in answer ? answer.SecretString : undefined;
  }

  /** Deletes a secret, which cannot be recovered. A missing secret counts as deleted. */
  public async delete(name: string): Promise<void> {
    const command = new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true });
    await this.request('DeleteSecret', name, command, [MISSING]);
  }

  /** The response, or undefined if the service returns one of the expected errors. */
  private async request(operation: string, name: string, command: SecretsCommand, expected: string[] = []) {
    try {
      // Every command has the same kind of response here, which the overloads of the SDK cannot express.
      return await this.call(operation, `secret ${name}`, (options) => this.client.send(command as GetSecretValueCommand, options));
    } catch (error) {
      const said = asCallError(error);
      if (expected.includes(said.code)) return undefined;
      throw withoutMessage(said, operation, name);
    }
  }
}

type SecretsCommand = CreateSecretCommand | DeleteSecretCommand | GetSecretValueCommand | PutResourcePolicyCommand | PutSecretValueCommand;

/** The message of the service may repeat its input. */
function withoutMessage({ kind, code }: CallError, operation: string, name: string): CallError {
  const action = kind === 'DENIED' ? `The function may not call secretsmanager:${operation}` : `Secrets Manager refused ${operation}`;
  return new CallError(kind, `${action} for ${name}: ${code || 'no answer in time'}.`, code);
}

/**
 * Denies everybody but one role access to the value, including those whose own policies allow them to read every secret.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
function readableBy(roleArn: string): object {
  return {
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Deny',
      Principal: '*',
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': roleArn } },
    }],
  };
}
