import * as fs from 'node:fs';
import * as path from 'node:path';

/** One member of a structure: what it is and where in the HTTP request it travels. */
export interface Member {
  readonly shape: string;
  readonly location?: 'uri' | 'querystring';
  readonly locationName?: string;
}

/** A data type of the service's model, with what makes a value of it valid. */
export interface Shape {
  readonly type: 'structure' | 'list' | 'map' | 'string' | 'boolean' | 'integer' | 'long' | 'double' | 'timestamp';
  readonly required?: string[];
  readonly enum?: string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly error?: { readonly httpStatusCode: number };
  readonly members?: Record<string, Member>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
}

/** An operation of the service's model. */
export interface Operation {
  readonly method: string;
  readonly uri: string;
  readonly input: string;
  readonly output: string;
  readonly errors: string[];
}

interface Model {
  readonly operations: Record<string, Operation>;
  readonly shapes: Record<string, Shape>;
}

const model: Model = JSON.parse(fs.readFileSync(path.join(__dirname, 'model.json'), 'utf8'));

/**
 * Members that the service documents and the extracted model does not have yet.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageScanningConfiguration.html
 */
const newer: Record<string, Shape> = {
  ImageScanningConfiguration: {
    ...model.shapes.ImageScanningConfiguration,
    members: {
      ...model.shapes.ImageScanningConfiguration.members,
      imageScanningTypes: { shape: 'ImageScanningTypeList' },
      scanResultCondition: { shape: 'ScanResultCondition' },
    },
  },
  ImageScanningTypeList: { type: 'list', member: 'ImageScanningType', min: 1, max: 1 },
  ImageScanningType: { type: 'string', enum: ['TEST_INSTANCE_CVE', 'ON_DEMAND_AMI_CVE'] },
  ScanResultCondition: {
    type: 'structure',
    required: ['maximumSeverityLabel'],
    members: { maximumSeverityLabel: { shape: 'MaximumSeverityLabel' }, fixAvailable: { shape: 'NullableBoolean' } },
  },
  MaximumSeverityLabel: { type: 'string', enum: ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH'] },
};

export const operations: Readonly<Record<string, Operation>> = model.operations;

const shapes: Readonly<Record<string, Shape>> = { ...model.shapes, ...newer };

export function shapeOf(name: string): Shape {
  return shapes[name];
}
