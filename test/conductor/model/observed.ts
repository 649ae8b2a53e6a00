import { People } from './people';
import { Act, Demands, Deployment, Script } from './script';
import { StackResult } from '../../../local-cloud/conductor';
import { ServiceFault } from '../../../local-cloud/conductor/in-memory/service-faults';
import { ExecutionFate } from '../../../local-cloud/conductor/workflow-executions';
import { Build } from '../../../local-cloud/image-builder';
import { ReleaseStep } from '../../../src/contract/release';
import { Memory } from '../memory';

/** A step of a release that began, with the gate that the definition had then. */
export interface Evaluation {
  readonly step: ReleaseStep;
  readonly imageArn: string;
  readonly at: number;
  readonly gate?: Demands['gate'];
}

/** The observations while a script was played. */
export interface Observed {
  readonly memory: Memory;
  readonly people: People;
  readonly script: Script;
  /** Each build, with the others as they were when it was started. */
  readonly starts: { readonly build: Build; readonly others: Build[] }[];
  readonly evaluations: Evaluation[];
  /** Each deployment, and when it began. */
  readonly deployed: { readonly act: Deployment; readonly at: number }[];
  /** The fate of each execution that a workflow started. */
  readonly fates: ExecutionFate[];
  /** The faults that calls have met. */
  readonly faults: Set<ServiceFault>;
  /** Each act, with the state at its end. */
  readonly ends: {
    readonly act: Act;
    readonly results: StackResult[];
    /** The image of the build resource. */
    readonly current: unknown;
    /** Whether the stack was deleted at the moment when an update started a build: the delete names the old id, not that of the build. */
    readonly lostUpdate: boolean;
    readonly builds: Build[];
  }[];
}
