import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/'] },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // The DOM promises less than we know: checked where it is used.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // GA4 and localStorage are open maps.
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
  {
    files: ['scripts/**', '*.mjs'],
    languageOptions: {
      globals: { console: 'readonly', process: 'readonly', Buffer: 'readonly', URL: 'readonly' },
    },
  },
);
