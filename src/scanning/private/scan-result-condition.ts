import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';
import { ScanResultCondition } from '../scan-result-condition';
import { Severity } from '../severity';

const SEE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-imagebuilder-image-scanresultcondition.html';
const MAXIMA: Severity[] = [Severity.INFORMATIONAL, Severity.LOW, Severity.MEDIUM, Severity.HIGH];

/** Why the other severities are no maximum. */
const WHY_NOT: Record<string, string | undefined> = {
  [Severity.CRITICAL]: ': a critical finding always fails the image, so that HIGH is the most that can be allowed',
  [Severity.UNTRIAGED]: ': an untriaged finding has no severity yet, so that it is neither above nor below another',
};

/** The condition as CloudFormation takes it. */
export function renderScanResultCondition(scope: IConstruct, condition: ScanResultCondition) {
  if (!Token.isUnresolved(condition.maximumSeverity) && !MAXIMA.includes(condition.maximumSeverity)) {
    throw new ValidationError(scope, `maximumSeverity of a scan result condition must be one of ${MAXIMA.join(', ')}, got ${condition.maximumSeverity}${WHY_NOT[condition.maximumSeverity] ?? ''}. See ${SEE}`);
  }
  return { MaximumSeverityLabel: condition.maximumSeverity, FixAvailable: condition.fixAvailableOnly };
}
