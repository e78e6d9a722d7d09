/** The files of features that say where a server listens, beside those of every project. */
export const deploymentFiles = [
  "Dockerfile",
  "compose.yaml",
  "deploy/Caddyfile",
  "deploy/nginx.conf",
  "deploy/server.service",
];
