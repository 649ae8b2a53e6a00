import { EmulatedService } from './emulated-service';

const phase = (name: string) => `  - name: ${name}\n    steps:\n      - { name: Say, action: ExecuteBash, inputs: { commands: [echo hello] } }\n`;

test.each([
  [['test'], 'TEST'],
  [['build'], 'BUILD'],
  [['validate'], 'BUILD'],
  [['build', 'test'], 'BUILD'],
])('a component with the phases %j has the type %s', (phases, type) => {
  const service = new EmulatedService();
  const data = `schemaVersion: 1.0\nphases:\n${phases.map(phase).join('')}`;
  const { componentBuildVersionArn } = service.create('Component', { name: 'tools', semanticVersion: '1.0.0', platform: 'Linux', data });
  expect(service.ask('GetComponent', { componentBuildVersionArn }).component.type).toBe(type);
});
