export type WorkflowType = 'BUILD' | 'TEST' | 'DISTRIBUTION';
export type ImageType = 'AMI' | 'DOCKER';

export interface WorkflowParameter {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'stringList';
  readonly default?: unknown;
  readonly description?: string;
}

export interface WorkflowStep {
  readonly name: string;
  readonly action: string;
  readonly description?: string;
  readonly inputs?: Record<string, unknown>;
  /** Whether the step runs; it does when this is absent. */
  readonly if?: Record<string, unknown>;
  readonly onFailure?: 'Abort' | 'Continue';
  readonly timeoutSeconds?: number;
  readonly waitSeconds?: number;
}

/**
 * The document of a workflow.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export interface WorkflowDocument {
  readonly schemaVersion: string | number;
  readonly name?: string;
  readonly description?: string;
  readonly parameters?: WorkflowParameter[];
  readonly steps: WorkflowStep[];
  readonly outputs?: { readonly name: string; readonly value: unknown }[];
}
