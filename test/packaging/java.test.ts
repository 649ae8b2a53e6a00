import { minimumVersions } from '../../packaging/java';

test('the POM states the oldest version of each range, and leaves other versions alone', () => {
  expect(minimumVersions('<version>[2.260.0,3.0.0)</version><version>[1.3.2,1.4.0)</version><version>3.11.0</version>'))
    .toBe('<version>2.260.0</version><version>1.3.2</version><version>3.11.0</version>');
});

test('the POM is refused if a range of it has no oldest version', () => {
  expect(() => minimumVersions('<version>(,3.0.0)</version>')).toThrow('without a minimum: <version>(,3.0.0)');
});
