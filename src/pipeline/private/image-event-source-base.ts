import { Resource } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { ArnMatcher, ImageEvent, imageBuilderRule } from './image-events';
import { IImageEventSource } from '../image-event-source';

/**
 * The rules that pipelines and images have in common.
 *
 * @internal
 */
export abstract class ImageEventSourceBase extends Resource implements IImageEventSource {
  public onEvent(id: string, options?: events.OnEventOptions): events.Rule {
    return imageBuilderRule(this, id, { resources: [this._images(), ...this._itself()] }, options);
  }

  public onImageStateChange(id: string, options?: events.OnEventOptions): events.Rule {
    return imageBuilderRule(this, id, { event: ImageEvent.STATE_CHANGE, resources: [this._images()] }, options);
  }

  public onImageAvailable(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onState(['AVAILABLE'], id, options);
  }

  public onImageFailed(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onState(['FAILED'], id, options);
  }

  public onImageCompleted(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onState(['AVAILABLE', 'FAILED', 'CANCELLED'], id, options);
  }

  public onCveDetected(id: string, options?: events.OnEventOptions): events.Rule {
    const itself = this._itself();
    return imageBuilderRule(this, id, { event: ImageEvent.CVE_DETECTED, resources: itself.length > 0 ? itself : [this._images()] }, options);
  }

  public onWorkflowStepWaiting(id: string, options?: events.OnEventOptions): events.Rule {
    return imageBuilderRule(this, id, { event: ImageEvent.WORKFLOW_STEP_WAITING, resources: [this._images()] }, options);
  }

  /**
   * The ARNs of the images, which all events but one contain.
   *
   * @internal
   */
  protected abstract _images(): ArnMatcher;

  /**
   * The ARN of the pipeline, which a few events contain instead of that of an image; empty for an image.
   *
   * @internal
   */
  protected _itself(): ArnMatcher[] {
    return [];
  }

  private onState(status: string[], id: string, options?: events.OnEventOptions): events.Rule {
    const detail = { state: { status } };
    return imageBuilderRule(this, id, { event: ImageEvent.STATE_CHANGE, resources: [this._images()], detail }, options);
  }
}
