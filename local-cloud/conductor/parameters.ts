import { AwsError } from './json-protocol';

export interface Parameter {
  readonly name: string;
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
  readonly version: number;
  /** Every value that it has had, the newest at the end. */
  readonly history: readonly string[];
}

interface PutRequest {
  readonly Name: string;
  readonly Value: string;
  readonly Type?: Parameter['type'];
  readonly Overwrite?: boolean;
}

const MAX_BYTES = 4096;

/** AWS Systems Manager's Parameter Store, with standard parameters. */
export class Parameters {
  public readonly all = new Map<string, Parameter>();

  /** The operations by their name in the protocol. */
  public readonly operations = {
    PutParameter: (input: PutRequest) => this.put(input),
  };

  /** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
  private put({ Name, Value, Type, Overwrite }: PutRequest): object {
    const before = this.all.get(Name);
    if (before && !Overwrite) throw new AwsError('ParameterAlreadyExists', 'The parameter already exists. To overwrite it, set Overwrite.');
    if (!before && Type === undefined) throw new AwsError('ValidationException', 'A new parameter needs a type.');
    if (!/^[\w./-]{1,1011}$/.test(Name)) throw new AwsError('ValidationException', `'${Name}' is not a name of a parameter.`);
    if (/^\/?(aws|ssm)/i.test(Name)) throw new AwsError('AccessDeniedException', `The name '${Name}' is reserved.`);
    if (Name.split('/').length > 16) throw new AwsError('HierarchyLevelLimitExceededException', 'A name has at most 15 levels.');
    if (Value === '' || Buffer.byteLength(Value) > MAX_BYTES) throw new AwsError('ValidationException', `A value has 1 to ${MAX_BYTES} bytes.`);
    const version = (before?.version ?? 0) + 1;
    this.all.set(Name, { name: Name, type: Type ?? before!.type, value: Value, version, history: [...before?.history ?? [], Value] });
    return { Version: version, Tier: 'Standard' };
  }
}
