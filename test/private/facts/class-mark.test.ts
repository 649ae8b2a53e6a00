import { App, IPropertyInjector, PropertyInjectors, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as lib from '../../../src';

type ConstructClass = { PROPERTY_INJECTION_ID?: string } & Record<string, unknown>;

/** The constructs that an app can create; the library itself creates the provider. */
const classes = Object.entries(lib as unknown as Record<string, ConstructClass>)
  .filter(([, value]) => typeof value === 'function' && (value as unknown as { prototype: unknown }).prototype instanceof Construct)
  .filter(([name]) => !/Base$|^ImageBuilderProvider$/.test(name));

test('classes › the walk finds the public constructs', () => {
  expect(classes.map(([name]) => name)).toEqual(expect.arrayContaining(['GoldenImage', 'Image', 'ImagePipeline', 'ImageStatus', 'ScanningRepository']));
});

test.each(classes)('classes › %s has an id for property injection and a type guard', (name, value) => {
  expect(value.PROPERTY_INJECTION_ID).toBe(`cdk-image-builder.${name}`);
  const guard = value[`is${name}`] as (x: unknown) => boolean;
  expect([undefined, null, 'text', {}, new App()].map((other) => guard(other))).toEqual([false, false, false, false, false]);
});

// An injector changes the properties that an app passes to a constructor, and the provider's is private and takes none.
test('classes › ImageBuilderProvider takes its options from configure(), so it has no id for property injection', () => {
  expect(lib.ImageBuilderProvider).toHaveLength(1);
  expect(lib.ImageBuilderProvider).not.toHaveProperty('PROPERTY_INJECTION_ID');
});

test.each(classes)('classes › an injector is asked for the properties of %s', (name, value) => {
  const app = new App();
  const inject = () => { throw new Error('asked'); };
  PropertyInjectors.of(app).add({ constructUniqueId: value.PROPERTY_INJECTION_ID!, inject });
  const stack = new Stack(app, 'Stack');
  expect(() => Reflect.construct(value as unknown as new () => object, [stack, name, {}])).toThrow('asked');
});

test('classes › an injector changes the properties of a construct, and the guard knows it', () => {
  const injector: IPropertyInjector = {
    constructUniqueId: lib.ImageRecipe.PROPERTY_INJECTION_ID,
    inject: (props) => ({ ...props, description: 'injected' }),
  };
  const app = new App();
  PropertyInjectors.of(app).add(injector);
  const stack = new Stack(app, 'Stack');
  const recipe = new lib.ImageRecipe(stack, 'Recipe', { baseImage: lib.BaseImage.amazonLinux2023() });
  expect(stack.resolve((recipe.node.defaultChild as unknown as { description: string }).description)).toBe('injected');
  expect(lib.ImageRecipe.isImageRecipe(recipe)).toBe(true);
  expect(lib.ContainerRecipe.isContainerRecipe(recipe)).toBe(false);
});
