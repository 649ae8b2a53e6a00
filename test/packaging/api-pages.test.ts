import { apiPages } from '../../packaging/api-pages';
import { Assembly } from '../../packaging/assembly';

const type = (name: string, filename: string, summary?: string) => ({ name, kind: 'class', docs: { summary }, locationInModule: { filename } });
const ASSEMBLY = {
  name: 'cdk-image-builder',
  version: '0.0.0',
  types: {
    'cdk-image-builder.Image': type('Image', 'src/pipeline/image.ts', 'An image | of a recipe.'),
    'cdk-image-builder.GoldenImage': type('GoldenImage', 'src/golden-image.ts'),
    'cdk-image-builder.Recipe': type('Recipe', 'src/recipe/recipe.ts'),
  },
} as Assembly;
const section = (name: string, text: string) => `### ${name} <a name="${name}" id="cdk-image-builder.${name}"></a>\n\n${text}\n\n`;
const REFERENCE = [
  '# API Reference\n\n## Constructs <a name="Constructs" id="Constructs"></a>\n\n',
  section('Image', 'Of a <a href="#cdk-image-builder.Recipe.x">Recipe</a>, see <a href="#cdk-image-builder.Image">itself</a>.'),
  '## Classes <a name="Classes" id="Classes"></a>\n\n',
  section('GoldenImage', 'All of it.'),
  section('Recipe', '#### Members'),
].join('');

test('the reference has a page for each group of types, and links lead from one page to another', () => {
  const pages = apiPages(REFERENCE, ASSEMBLY);
  expect([...pages.keys()]).toEqual(['docs/api/golden-image.md', 'docs/api/pipeline.md', 'docs/api/recipe.md', 'API.md']);
  const image = pages.get('docs/api/pipeline.md')!;
  expect(image).toContain('## Image <a name="Image" id="cdk-image-builder.Image"></a>');
  expect(image).toContain('<a href="recipe.md#cdk-image-builder.Recipe.x">Recipe</a>, see <a href="#cdk-image-builder.Image">itself</a>.');
  expect(image).not.toContain('Classes');
  expect(pages.get('docs/api/recipe.md')).toContain('### Members');
});

test('the index lists every type below its group', () => {
  const index = apiPages(REFERENCE, ASSEMBLY).get('API.md')!;
  expect(index).toContain('| [Image](docs/api/pipeline.md#cdk-image-builder.Image) | An image \\| of a recipe. |');
  expect(index).toContain('| [GoldenImage](docs/api/golden-image.md#cdk-image-builder.GoldenImage) |');
});

test('a type of a new folder needs a page', () => {
  const types = { 'cdk-image-builder.Image': type('Image', 'src/new/image.ts') };
  expect(() => apiPages(section('Image', ''), { ...ASSEMBLY, types } as Assembly)).toThrow("The type 'Image' is in the folder 'new', which has no page");
});
