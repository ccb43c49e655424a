import { defineConfig } from 'vitest/config';

const report = process.env.VITEST_JSON;

export default defineConfig({
  test: {
    include: ['{infra,services,shared,test}/**/*.test.ts'],
    passWithNoTests: false,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
