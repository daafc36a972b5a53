// As OCA's template has it.
module.exports = {
  plugins: [
    require.resolve("./.setup/node/node_modules/@prettier/plugin-xml/src/plugin.js"),
  ],
  bracketSpacing: false,
  printWidth: 88,
  trailingComma: "es5",
  xmlWhitespaceSensitivity: "preserve",
};
