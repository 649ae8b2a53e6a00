import { Token } from 'aws-cdk-lib';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { Fields, isMap } from '../../private/checks/structure-check';
import { parsedJson } from '../../private/documents/parsed-json';
import { resourceOf } from '../../private/facts/resource-of';

/** The parameters that a component's document has, by name; undefined if the app does not know the document, or only as YAML. */
export function parametersOf(component: IConstruct): ReadonlyMap<string, Fields> | undefined {
  const data = resourceOf(component, CfnComponent)?.data;
  if (data === undefined || Token.isUnresolved(data)) return undefined;
  const document = parsedJson(data);
  if (!isMap(document)) return undefined;
  const parameters = Array.isArray(document.parameters) ? document.parameters : [];
  return new Map(parameters.filter(isMap).flatMap((entry) => Object.entries(entry)).map(([name, fields]) => [name, isMap(fields) ? fields : {}]));
}
