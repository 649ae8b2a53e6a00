import { randomUUID } from 'node:crypto';
import { Cloud, CustomResourceEvent, RequestRecord } from './cloud';
import { NO_VALUE, referencesOf, resolve } from './intrinsics';
import { Operation } from './operation';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | string[];
}

export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export type StackStatus = 'CREATE_COMPLETE' | 'ROLLBACK_COMPLETE' | 'ROLLBACK_FAILED' | 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED' | 'DELETE_COMPLETE' | 'DELETE_FAILED';

/** The behaviour of CloudFormation in a rollback that the documentation leaves open. */
export interface RollbackBehaviour {
  /**
   * The physical id that the second update of a replaced resource carries: the new one, or the old one; or `none`: there
   * is no second update, the new resource is deleted and the old one stays.
   * @default 'NEW_ID'
   */
  readonly replaced?: 'NEW_ID' | 'OLD_ID' | 'NONE';
  /**
   * Whether the resource that was updated last goes first.
   * @default false
   */
  readonly reverse?: boolean;
}

/** How an operation on a stack ended. */
export interface StackResult {
  readonly status: StackStatus;
  /** Why resources failed, in their order. */
  readonly reasons: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** A resource of a stack as it is. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly dependencies: readonly string[];
  /** Unknown where a custom resource did not answer its creation. */
  readonly physicalId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A resource in an update: before and after it, with the ids that it has had. */
interface Touched {
  readonly before?: Resource;
  after?: Resource;
  /** The resource with its new properties, where the update did not end well. */
  readonly wanted: Resource;
}

/** A stack of CloudFormation, with its documented sequences of requests to custom resources. */
export class Stack {
  /** Another one each time that the stack is created; empty before. */
  public id = '';
  /** The resources that there are. */
  public readonly resources = new Map<string, Resource>();
  private template?: Template;
  private running?: Operation;

  public constructor(private readonly cloud: Cloud, public readonly name: string, private readonly rollbackBehaviour: RollbackBehaviour = {}) {}

  /** Creates the stack, or updates it. */
  public async deploy(template: Template): Promise<StackResult> {
    const operation = this.begin();
    try {
      return this.template ? await this.update(operation, this.template, template) : await this.create(operation, template);
    } finally {
      this.running = undefined;
      operation.ended();
    }
  }

  /** Ends what goes on: what waits for an answer is given up. An update is then rolled back, a creation too. */
  public cancel(): void {
    this.running?.fail('The operation was cancelled.');
  }

  /** Gives resources other logical ids, as a stack refactoring does: nothing else of them changes. */
  public refactor(template: Template, moves: Readonly<Record<string, string>>): void {
    for (const [from, logicalId] of Object.entries(moves)) {
      const resource = this.resources.get(from)!;
      this.resources.delete(from);
      this.resources.set(logicalId, { ...resource, logicalId });
    }
    this.template = template;
  }

  /** Deletes the stack, also while it is deployed: what waits for an answer is given up. */
  public async delete(): Promise<StackResult> {
    if (this.running) {
      this.running.abandon();
      await this.running.end;
    }
    const operation = this.begin();
    try {
      return await this.deleteAll(operation, 'DELETE_COMPLETE', 'DELETE_FAILED');
    } finally {
      this.running = undefined;
      operation.ended();
    }
  }

  private begin(): Operation {
    if (this.running) throw new Error(`Something goes on in the stack ${this.name}.`);
    this.running = new Operation('DEPLOY');
    return this.running;
  }

  private async create(operation: Operation, template: Template): Promise<StackResult> {
    const { region, accountId } = this.cloud.options;
    this.id = `arn:aws:cloudformation:${region}:${accountId}:stack/${this.name}/${randomUUID()}`;
    await this.forward(operation, template, async (logicalId) => {
      const wanted = this.wanted(template, logicalId);
      this.resources.set(logicalId, wanted);
      this.resources.set(logicalId, await this.make(operation, wanted));
    });
    if (!operation.failed) {
      this.template = template;
      return this.result('CREATE_COMPLETE', operation);
    }
    if (operation.abandoned) return this.result('ROLLBACK_FAILED', operation);
    return this.deleteAll(operation, 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED');
  }

  private async update(operation: Operation, old: Template, template: Template): Promise<StackResult> {
    const touched = new Map<string, Touched>();
    await this.forward(operation, template, async (logicalId) => {
      const before = this.resources.get(logicalId);
      const wanted = this.wanted(template, logicalId);
      if (before && isSame(before.properties, wanted.properties)) return;
      const touch: Touched = { before, wanted };
      touched.set(logicalId, touch);
      touch.after = await (before ? this.change(operation, before, wanted) : this.make(operation, wanted));
      this.resources.set(logicalId, touch.after);
    });
    if (operation.abandoned) {
      // A later deletion of the stack finds the resources that were being made, and the replaced ones.
      const unknown = [...touched].filter(([logicalId, { before }]) => !before && !this.resources.has(logicalId));
      unknown.forEach(([logicalId, { wanted }]) => this.resources.set(logicalId, wanted));
      await this.cleanUp(replacedIn(touched));
      return this.result('UPDATE_ROLLBACK_FAILED', operation);
    }
    if (operation.failed) return this.rollBack(operation, old, touched);

    this.template = template;
    const removed = [...this.resources.values()].filter(({ logicalId }) => !Object.hasOwn(template.Resources, logicalId));
    await this.cleanUp([...replacedIn(touched), ...removed]);
    removed.forEach(({ logicalId }) => this.resources.delete(logicalId));
    return this.result('UPDATE_COMPLETE', operation);
  }

  /** Every resource that the update touched gets its old properties again. */
  private async rollBack(operation: Operation, old: Template, touched: Map<string, Touched>): Promise<StackResult> {
    const rollback = new Operation('ROLLBACK');
    const garbage: Resource[] = [];
    const { replaced = 'NEW_ID', reverse = false } = this.rollbackBehaviour;
    const takeBack = async (logicalId: string) => {
      const { before, after, wanted } = touched.get(logicalId)!;
      if (!before) return;
      // A resource that could not be replaced still exists.
      if (!after && !isCustom(before.type) && !this.cloud.providerOf(before.type).update) return;
      const current = after ?? before;
      // In reverse, what it refers to is not restored yet.
      const restored = reverse ? before : this.wanted(old, logicalId);
      const wasReplaced = current.physicalId !== before.physicalId;
      if (wasReplaced && (replaced === 'NONE' || !isCustom(before.type))) {
        garbage.push(current);
        this.resources.set(logicalId, before);
        return;
      }
      const physicalId = replaced === 'OLD_ID' ? before.physicalId : current.physicalId;
      const back = await this.change(rollback, { ...wanted, physicalId, attributes: current.attributes }, restored);
      this.resources.set(logicalId, back);
      if (wasReplaced && current.physicalId !== back.physicalId) garbage.push(current);
    };
    const ids = [...touched.keys()];
    const order = (logicalId: string) => (reverse ? this.dependentsIn(ids, logicalId) : this.dependenciesOf(old, logicalId));
    await rollback.walk(ids, order, takeBack);
    const result = this.result(rollback.failed ? 'UPDATE_ROLLBACK_FAILED' : 'UPDATE_ROLLBACK_COMPLETE', operation, rollback);
    if (rollback.failed) return result;

    const added = [...touched].filter(([, { before }]) => !before).map(([logicalId, { wanted }]) => this.resources.get(logicalId) ?? wanted);
    await this.cleanUp([...garbage, ...added]);
    added.forEach(({ logicalId }) => this.resources.delete(logicalId));
    return result;
  }

  /** In the cleanup phase a deletion that fails is reported, and nothing more. */
  private async cleanUp(garbage: Resource[]): Promise<void> {
    const cleanup = new Operation('CLEANUP');
    for (const resource of [...garbage].reverse()) {
      await this.remove(cleanup, resource).catch((error: Error) => cleanup.fail(error.message));
    }
  }

  private async deleteAll(operation: Operation, complete: StackStatus, failed: StackStatus): Promise<StackResult> {
    const deletion = new Operation('DELETE');
    const ids = [...this.resources.keys()];
    await deletion.walk(ids, (logicalId) => this.dependentsIn(ids, logicalId), async (logicalId) => {
      await this.remove(deletion, this.resources.get(logicalId)!);
      this.resources.delete(logicalId);
    });
    if (!deletion.failed) this.template = undefined;
    return this.result(deletion.failed ? failed : complete, operation, deletion);
  }

  private async forward(operation: Operation, template: Template, act: (logicalId: string) => Promise<void>): Promise<void> {
    await operation.walk(Object.keys(template.Resources), (logicalId) => this.dependenciesOf(template, logicalId), act);
  }

  private async make(operation: Operation, wanted: Resource): Promise<Resource> {
    const { logicalId, type, properties } = wanted;
    if (!isCustom(type)) return { ...wanted, ...await this.cloud.providerOf(type).create({ logicalId, type, stackName: this.name, properties }) };
    const record = await this.cloud.request(this.event('Create', wanted), operation.phase, operation.failure);
    // A failed creation has a physical id, too: it is deleted by that.
    if (record.response) this.resources.set(logicalId, { ...wanted, physicalId: record.response.PhysicalResourceId });
    return { ...wanted, ...answered(record) };
  }

  private async change(operation: Operation, before: Resource, wanted: Resource): Promise<Resource> {
    const { logicalId, type, properties } = wanted;
    const { physicalId } = before;
    if (!isCustom(type)) {
      const provider = this.cloud.providerOf(type);
      const request = { logicalId, type, stackName: this.name, properties, physicalId };
      return { ...wanted, ...await (provider.update ? provider.update(request) : provider.create(request)) };
    }
    const event = { ...this.event('Update', wanted), PhysicalResourceId: physicalId, OldResourceProperties: before.properties };
    return { ...wanted, ...answered(await this.cloud.request(event, operation.phase, operation.failure)) };
  }

  private async remove({ phase }: Operation, resource: Resource): Promise<void> {
    const { logicalId, type, properties } = resource;
    if (!isCustom(type)) {
      if (resource.physicalId === undefined) return;
      await this.cloud.providerOf(type).delete?.({ logicalId, type, stackName: this.name, properties, physicalId: resource.physicalId });
      return;
    }
    // CloudFormation makes an id up where it was told none.
    const PhysicalResourceId = resource.physicalId ?? `${this.name}-${logicalId}-${randomUUID().slice(0, 13).toUpperCase().replace('-', '')}`;
    answered(await this.cloud.request({ ...this.event('Delete', resource), PhysicalResourceId }, phase));
  }

  private event(RequestType: CustomResourceEvent['RequestType'], { logicalId, type, properties }: Resource) {
    return { RequestType, StackId: this.id, LogicalResourceId: logicalId, ResourceType: type, ResourceProperties: properties };
  }

  /** A resource as the template says it, with what is there already for its references. */
  private wanted(template: Template, logicalId: string): Resource {
    const { Type, Properties = {} } = template.Resources[logicalId];
    const properties = resolve(Properties, this.names(template)) as Resource['properties'];
    return { logicalId, type: Type, properties, dependencies: this.dependenciesOf(template, logicalId), attributes: {} };
  }

  private names(template: Template) {
    const { region, accountId } = this.cloud.options;
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': this.name,
      'AWS::StackId': this.id,
      'AWS::NoValue': NO_VALUE,
    };
    return {
      ref: (name: string) => {
        if (Object.hasOwn(pseudo, name)) return pseudo[name];
        const resource = this.resources.get(name);
        if (resource) return resource.physicalId;
        const parameter = template.Parameters?.[name];
        if (!parameter) throw new Error(`There is nothing called ${name}.`);
        return parameter.Default;
      },
      getAtt: (logicalId: string, attribute: string) => {
        const attributes = this.resources.get(logicalId)?.attributes ?? {};
        if (!Object.hasOwn(attributes, attribute)) throw new Error(`CustomResource attribute error: ${logicalId} has no attribute ${attribute}.`);
        return attributes[attribute];
      },
    };
  }

  private dependenciesOf(template: Template, logicalId: string): string[] {
    const { Properties, DependsOn = [] } = template.Resources[logicalId] ?? {};
    return [...new Set([...referencesOf(Properties), ...[DependsOn].flat()])].filter((name) => Object.hasOwn(template.Resources, name));
  }

  private dependentsIn(ids: string[], logicalId: string): string[] {
    return ids.filter((candidate) => this.resources.get(candidate)?.dependencies.includes(logicalId));
  }

  private result(status: StackStatus, ...operations: Operation[]): StackResult {
    const names = this.template && this.names(this.template);
    const outputs = Object.entries(this.template?.Outputs ?? {}).map(([name, { Value }]) => [name, String(resolve(Value, names!))] as const);
    return { status, reasons: operations.flatMap(({ reasons }) => reasons), outputs: Object.fromEntries(outputs) };
  }
}

function isCustom(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The resources whose id the update changed, as they were. */
function replacedIn(touched: Map<string, Touched>): Resource[] {
  return [...touched.values()].flatMap(({ before, after }) => (before && after && before.physicalId !== after.physicalId ? [before] : []));
}

/** The response of a custom resource; an error if it failed or did not respond. */
function answered({ event, response, givenUp }: RequestRecord): Pick<Resource, 'physicalId' | 'attributes'> {
  const { LogicalResourceId } = event;
  if (!response) {
    throw new Error(givenUp === 'TIMED_OUT'
      ? `${LogicalResourceId}: CloudFormation did not receive a response from your Custom Resource.`
      : `${LogicalResourceId}: Resource ${event.RequestType === 'Create' ? 'creation' : 'update'} cancelled`);
  }
  if (response.Status === 'FAILED') throw new Error(`${LogicalResourceId}: Received response status [FAILED] from custom resource. Message returned: ${response.Reason}`);
  return { physicalId: response.PhysicalResourceId, attributes: response.Data ?? {} };
}
