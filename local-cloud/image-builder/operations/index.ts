import { Handlers } from './call';
import { componentOperations } from './components';
import { distributionOperations } from './distribution';
import { imageOperations } from './images';
import { infrastructureOperations } from './infrastructure';
import { pipelineOperations } from './pipelines';
import { containerRecipeOperations, imageRecipeOperations } from './recipes';
import { scanFindingOperations } from './scan-findings';
import { tagOperations } from './tags';
import { workflowExecutionOperations } from './workflow-executions';

export const handlers: Handlers = {
  ...imageOperations,
  ...pipelineOperations,
  ...workflowExecutionOperations,
  ...scanFindingOperations,
  ...imageRecipeOperations,
  ...containerRecipeOperations,
  ...componentOperations,
  ...infrastructureOperations,
  ...distributionOperations,
  ...tagOperations,
};
