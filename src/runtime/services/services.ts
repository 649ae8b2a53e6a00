import { Deadline } from './deadline';
import { ImageBuilder } from './image-builder';
import { Inspector } from './inspector';
import { LogGroups } from './log-groups';
import { ParameterStore } from './parameter-store';
import { Repositories } from './repositories';
import { SecretsManager } from './secrets-manager';
import { ServiceClient } from './service-client';
import { StateMachine } from './state-machine';

/** The services that the function calls, all until the same deadline. Each client is made when it is first used. */
export class Services {
  private made: ServiceClient[] = [];
  private ofImages?: ImageBuilder;
  private ofInspector?: Inspector;
  private ofLogGroups?: LogGroups;
  private ofParameters?: ParameterStore;
  private ofRepositories?: Repositories;
  private ofSecrets?: SecretsManager;
  private ofStateMachines?: StateMachine;

  /** @param region where the function runs */
  public constructor(public readonly deadline: Deadline, public readonly region: string) {}

  public get images(): ImageBuilder {
    return this.ofImages ??= this.keep(new ImageBuilder(this.deadline));
  }

  public get inspector(): Inspector {
    return this.ofInspector ??= this.keep(new Inspector(this.deadline));
  }

  public get logGroups(): LogGroups {
    return this.ofLogGroups ??= this.keep(new LogGroups(this.deadline));
  }

  public get parameters(): ParameterStore {
    return this.ofParameters ??= this.keep(new ParameterStore(this.deadline));
  }

  public get repositories(): Repositories {
    return this.ofRepositories ??= this.keep(new Repositories(this.deadline));
  }

  public get secrets(): SecretsManager {
    return this.ofSecrets ??= this.keep(new SecretsManager(this.deadline));
  }

  public get stateMachine(): StateMachine {
    return this.ofStateMachines ??= this.keep(new StateMachine(this.deadline));
  }

  /** Number of calls that were made. */
  public get calls(): number {
    return this.made.reduce((sum, { calls }) => sum + calls, 0);
  }

  /** Aborts all calls that are still running. */
  public close(): void {
    this.deadline.close();
    this.made.forEach((client) => client.close());
  }

  private keep<T extends ServiceClient>(client: T): T {
    this.made.push(client);
    return client;
  }
}
