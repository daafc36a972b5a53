const modules = "./.setup/node/node_modules/";
const globals = require(`${modules}globals`);
const js = require(`${modules}@eslint/js`);

module.exports = [
  js.configs.recommended,
  {
    languageOptions: {
      ecmaVersion: 2024,
      globals: {...globals.browser, luxon: "readonly", odoo: "readonly"},
      sourceType: "module",
    },
    linterOptions: {reportUnusedDisableDirectives: "error"},
    rules: {
      eqeqeq: "error",
      "init-declarations": "error",
      "no-duplicate-imports": "error",
      "no-empty-function": "error",
      "no-eval": "error",
      "no-lonely-if": "error",
      "no-return-assign": "error",
      "no-shadow": "error",
      "no-unneeded-ternary": "error",
      "no-unused-expressions": "error",
      "no-use-before-define": "error",
      "operator-assignment": ["error", "always"],
      "prefer-const": "error",
      radix: "error",
    },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: {globals: globals.node, sourceType: "commonjs"},
  },
];
