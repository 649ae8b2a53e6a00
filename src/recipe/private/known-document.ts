import { Token } from 'aws-cdk-lib';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Fields, isKnown, isMap } from '../../private/checks/structure-check';
import { parseDocumentText } from '../../private/documents/document-text';
import { factsOf } from '../../private/facts/facts';
import { resourceOf } from '../../private/facts/resource-of';
import { ComponentConfiguration } from '../component-configuration';

type UsedComponent = ComponentConfiguration['component'];

/** The phases of a component's document; empty if the document is not known. */
export function phasesOf(component: UsedComponent): Fields[] {
  return mapsIn(documentOf(component), 'phases');
}

/** The steps of a phase. */
export function stepsOf(phase: Fields): Fields[] {
  return mapsIn(phase, 'steps');
}

/** The parameters of a component's document, by name; undefined if they are not known. */
export function parametersOf(component: UsedComponent): ReadonlyMap<string, Fields> | undefined {
  const document = documentOf(component);
  if (document === undefined || !isKnown(document.parameters)) return undefined;
  const parameters = mapsIn(document, 'parameters').flatMap((entry) => Object.entries(entry));
  return parameters.every(([name]) => isKnown(name)) ? new Map(parameters.map(([name, fields]) => [name, isMap(fields) ? fields : {}])) : undefined;
}

/** The files of the app that the steps of components read. */
export function assetsOf(components: ComponentConfiguration[]): assets.Asset[] {
  return components.flatMap(({ component }) => factsOf(component).assets ?? []);
}

function documentOf(component: UsedComponent): Fields | undefined {
  const document = factsOf(component).document ?? parsedData(resourceOf(component, CfnComponent)?.data);
  return isMap(document) ? document : undefined;
}

function parsedData(data: string | undefined): unknown {
  return data === undefined || Token.isUnresolved(data) ? undefined : parseDocumentText(data)?.content;
}

function mapsIn(holder: unknown, list: string): Fields[] {
  const entries = isMap(holder) ? holder[list] : undefined;
  return Array.isArray(entries) ? entries.filter(isMap) : [];
}
