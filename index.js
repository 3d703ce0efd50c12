/** The compiled nodes and credentials by class name, for whoever requires the package; n8n reads package.json. */
const { n8n } = require('./package.json');

for (const file of [...n8n.credentials, ...n8n.nodes]) {
	Object.assign(module.exports, require(`./${file}`));
}
