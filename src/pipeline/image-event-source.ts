import * as events from 'aws-cdk-lib/aws-events';

/**
 * A source of image events, for rules on the default event bus of the Region where the images are built.
 *
 * Most events name the image, but not the pipeline that built it. Images are named after their recipe, so the rules match
 * all images of the recipe, and a pipeline that shares its recipe with another one gets a warning.
 *
 * Delivery of events is best effort: an event may arrive late, twice, out of order, or not at all. If it matters, read the
 * state of the image itself.
 *
 * The `eventPattern` of the options narrows a rule down; it never matches additional events.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html
 */
export interface IImageEventSource {
  /**
   * A rule for all events of the images. Delivery is best effort.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws if the name of the images is not known
   */
  onEvent(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for each change of the state of an image while it is built: to `BUILDING`, `TESTING`, `DISTRIBUTING`,
   * `INTEGRATING`, `AVAILABLE`, `CANCELLED` or `FAILED`, in `detail.state.status`. Delivery is best effort.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws if the name of the images is not known
   */
  onImageStateChange(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for images that are built, tested and distributed. Delivery is best effort.
   *
   * Do not start the pipeline that builds these images from this rule, directly or through other pipelines: each image would
   * trigger the next one.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws if the name of the images is not known
   */
  onImageAvailable(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for failed images, without cancelled ones. Delivery is best effort.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws if the name of the images is not known
   */
  onImageFailed(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for images whose build has ended: they are available, failed or were cancelled. `detail.state.status`
   * says which: `AVAILABLE`, `FAILED` or `CANCELLED`. Delivery is best effort.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws if the name of the images is not known
   */
  onImageCompleted(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for completed vulnerability scans, including scans without findings. The numbers of findings are in `detail`,
   * under `finding-severity-counts`: `all`, `critical`, `high` and `medium`. To match only scans with critical findings, use
   * the event pattern
   * `{ detail: { 'finding-severity-counts': { critical: events.Match.greaterThan(0) } } }`. Delivery is best effort.
   *
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws if the name of the images is not known
   */
  onCveDetected(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for `WaitForAction` steps that start to wait. To resume or stop one, call SendWorkflowStepAction with
   * `detail.workflow-step-execution-id` and the ARN of the image, the first of `resources`. Delivery is best effort.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_SendWorkflowStepAction.html
   * @param id id of the rule in the scope of the construct
   * @param options the target of the rule, its name and description, and a narrower event pattern
   * @throws if the name of the images is not known
   */
  onWorkflowStepWaiting(id: string, options?: events.OnEventOptions): events.Rule;
}
