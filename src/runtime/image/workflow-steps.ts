import { asCallError, CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { JsonObject } from '../values/json';

/** The steps of workflows, each read once. */
export class WorkflowSteps {
  private readonly reads = new Map<string, Promise<JsonObject[] | CallError>>();

  public constructor(private readonly api: ImageBuilder) {}

  /** The steps of an execution, or why they cannot be read. */
  public of(workflowExecutionId: string): Promise<JsonObject[] | CallError> {
    const read = this.reads.get(workflowExecutionId) ?? this.api.listWorkflowStepExecutions(workflowExecutionId).catch(asCallError);
    this.reads.set(workflowExecutionId, read);
    return read;
  }
}
