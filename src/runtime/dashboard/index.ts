import { documentation } from './documentation';
import { readBuilds } from './read-builds';
import { widgetRequest, WidgetRequest } from './request';
import { buildsWidget, messageWidget } from './widget';
import { DASHBOARD_ARN_PREFIX_VARIABLE, DASHBOARD_PIPELINES_VARIABLE } from '../../contract/dashboard';
import { CallError } from '../services/call-error';
import { Deadline } from '../services/deadline';
import { ImageBuilder } from '../services/image-builder';
import { asObject } from '../values/json';
import { LambdaContext } from '../values/lambda-context';

/** Time reserved for the response. */
const ANSWER_MS = 2_000;

/** Draws a widget of a dashboard, or describes it. */
export async function handler(event: unknown, context: LambdaContext): Promise<string | { readonly markdown: string }> {
  const pipelines = (process.env[DASHBOARD_PIPELINES_VARIABLE] ?? '').split(',').filter(Boolean);
  if (asObject(event).describe !== undefined) return { markdown: documentation(pipelines) };
  const request = widgetRequest(event);
  if (!pipelines.includes(request.pipeline)) {
    return messageWidget(`This dashboard shows the pipelines ${pipelines.join(', ')}. Name one of them in the parameter 'pipeline' of the widget.`, request);
  }
  const api = new ImageBuilder(new Deadline(Math.max(0, context.getRemainingTimeInMillis() - ANSWER_MS)));
  try {
    return await draw(request, api);
  } finally {
    api.close();
  }
}

async function draw(request: WidgetRequest, api: ImageBuilder): Promise<string> {
  try {
    // The pipelines are in the account and Region of the function.
    const arn = `${process.env[DASHBOARD_ARN_PREFIX_VARIABLE]}${request.pipeline}`;
    const builds = await readBuilds(api, arn, request.builds, new Date());
    return builds.length === 0 ? messageWidget(`Pipeline ${request.pipeline} has not built an image yet.`, request) : buildsWidget(builds, request);
  } catch (error) {
    if (error instanceof CallError) return messageWidget(error.message, request);
    throw error;
  }
}
