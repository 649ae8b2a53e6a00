/** The wire contract between a dashboard and the function that draws its widgets. It imports nothing. */

/** Environment variable with the names of the pipelines that the function may show, separated by commas. */
export const DASHBOARD_PIPELINES_VARIABLE = 'PIPELINES';

/** Environment variable with the ARN of a pipeline of the stack, without its name. */
export const DASHBOARD_ARN_PREFIX_VARIABLE = 'PIPELINE_ARN_PREFIX';

/** The number of builds that a widget shows by default. */
export const DEFAULT_BUILDS = 5;

/** The most builds that a widget shows. */
export const MAX_BUILDS = 10;

/** The parameters of a widget. */
export interface DashboardWidgetProperties {
  /** Name of the pipeline. */
  readonly pipeline: string;
  /** The number of builds. */
  readonly builds: number;
}
