import { ImageStatusAttribute } from './image-status-attribute';

/** Options for the stack outputs of a status. */
export interface StatusOutputsOptions {
  /**
   * The prefix of the output names, such as `Golden` in `GoldenImageState`: letters and digits.
   *
   * @default - the id of the construct
   */
  readonly prefix?: string;

  /**
   * The attributes that become outputs. A `GoldenImage` then adds no output for the name of its parameter either.
   *
   * @default - ten that matter after a deployment: `ImageState`, `ImageId` (of a container image `ImageUri`; both if the kind of
   * image is not known), `WorkflowStatus`, `FailedStep`, `FailedStepMessage`, `FindingsCritical`, `FindingsHigh`, `GateStatus`,
   * `GateReason` and `ConsoleUrl`
   */
  readonly only?: ImageStatusAttribute[];

  /**
   * Whether all 27 attributes become outputs. Cannot be combined with `only`.
   *
   * @default false
   */
  readonly all?: boolean;
}
