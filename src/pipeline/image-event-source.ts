import * as events from 'aws-cdk-lib/aws-events';

/**
 * What tells of its images while they are built, by rules on the default event bus of the Region in which they are built.
 *
 * Most events say which image they are of, and not which pipeline built it. An image has the name of its recipe, so that
 * the rules match the images of the recipe, and a pipeline that shares its recipe with another gets a warning.
 *
 * Image Builder delivers events by best effort: an event may come late, twice, in another order, or not at all. Where it
 * matters, look at the image itself.
 *
 * The `eventPattern` of the options narrows the events of a rule down further; it never adds any.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html
 */
export interface IImageEventSource {
  /**
   * A rule for all events of the images. Delivery is best effort.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws an error if it is not known which images these are
   */
  onEvent(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for each change of the state of an image while it is built: to `BUILDING`, `TESTING`, `DISTRIBUTING`,
   * `INTEGRATING`, `AVAILABLE`, `CANCELLED` or `FAILED`, in `detail.state.status`. Delivery is best effort.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws an error if it is not known which images these are
   */
  onImageStateChange(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for images that are built, tested and distributed. Delivery is best effort.
   *
   * A rule that starts a pipeline must not start the one whose image it waits for, directly or through others: each image
   * would bring the next.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws an error if it is not known which images these are
   */
  onImageAvailable(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for images that failed; one that was cancelled did not. Delivery is best effort.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws an error if it is not known which images these are
   */
  onImageFailed(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for vulnerability scans that are complete, also those that found nothing. The numbers of findings are in
   * `detail`, under `finding-severity-counts`: `all`, `critical`, `high` and `medium`. For scans with critical findings
   * only, narrow it down by the event pattern
   * `{ detail: { 'finding-severity-counts': { critical: events.Match.greaterThan(0) } } }`. Delivery is best effort.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws an error if it is not known which images these are
   */
  onCveDetected(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for steps `WaitForAction` that wait for an answer. It is given by the API SendWorkflowStepAction, with
   * `detail.workflow-step-execution-id` and the ARN of the image, the first of `resources`. Delivery is best effort.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_SendWorkflowStepAction.html
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws an error if it is not known which images these are
   */
  onWorkflowStepWaiting(id: string, options?: events.OnEventOptions): events.Rule;
}
