import { defineConfig } from 'vitest/config';

const report = process.env.VITEST_JSON;

export default defineConfig({
  test: {
    include: ['{infra,services,shared,test}/**/*.test.ts'],
    passWithNoTests: false,
    // On two busy cores a bundle or a synthesis takes its time.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
