import { withReadme } from '../../packaging/dotnet';

const PROJECT = `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <PackageId>CdkImageBuilder</PackageId>
  </PropertyGroup>
  <ItemGroup>
    <EmbeddedResource Include="cdk-image-builder-0.0.0.tgz" />
  </ItemGroup>
</Project>`;

test('the project file of the .NET package names the README, and puts it into the package', () => {
  const project = withReadme(PROJECT);
  expect(project).toContain('<PackageReadmeFile>README.md</PackageReadmeFile>\n    <PackageId>');
  expect(project).toContain('<ItemGroup>\n    <None Include="README.md" Pack="true" PackagePath="/" />\n    <EmbeddedResource');
});

test.each(['<PackageId>', '<EmbeddedResource '])('a project file of .NET without %s fails: the package would have no README', (part) => {
  expect(() => withReadme(PROJECT.replace(part, '<Other '))).toThrow('has no place for');
});
