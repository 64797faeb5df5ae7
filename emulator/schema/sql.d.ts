// A `.sql` file is imported as its text: by esbuild's text loader in the build, by the plugin in test/vitest.config.ts in tests.
declare module '*.sql' {
  const text: string
  export default text
}
