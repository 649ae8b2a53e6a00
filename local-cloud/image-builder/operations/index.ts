import { Handlers } from './call';
import { componentOperations } from './components';
import { distributionOperations } from './distribution';
import { imageOperations } from './images';
import { infrastructureOperations } from './infrastructure';
import { lifecycleExecutionOperations } from './lifecycle-executions';
import { lifecyclePolicyOperations } from './lifecycle-policies';
import { pipelineOperations } from './pipelines';
import { containerRecipeOperations, imageRecipeOperations } from './recipes';
import { scanFindingOperations } from './scan-findings';
import { stepActionOperations } from './step-actions';
import { tagOperations } from './tags';
import { workflowExecutionOperations } from './workflow-executions';
import { workflowOperations } from './workflows';

export const handlers: Handlers = {
  ...imageOperations,
  ...pipelineOperations,
  ...workflowOperations,
  ...workflowExecutionOperations,
  ...stepActionOperations,
  ...scanFindingOperations,
  ...imageRecipeOperations,
  ...containerRecipeOperations,
  ...componentOperations,
  ...infrastructureOperations,
  ...distributionOperations,
  ...lifecyclePolicyOperations,
  ...lifecycleExecutionOperations,
  ...tagOperations,
};
