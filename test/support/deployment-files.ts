/** The files of features that say where a server listens, or what it is called, beside those of every project. */
export const deploymentFiles = [
  ".github/workflows/ci.yaml",
  "Dockerfile",
  "compose.yaml",
  "deploy/kubernetes/base/autoscaler.yaml",
  "deploy/kubernetes/base/redis.yaml",
  "deploy/kubernetes/base/deployment.yaml",
  "deploy/kubernetes/base/disruption-budget.yaml",
  "deploy/kubernetes/base/kustomization.yaml",
  "deploy/kubernetes/base/service.yaml",
  "deploy/kubernetes/overlays/production/ingress.yaml",
  "deploy/kubernetes/overlays/production/kustomization.yaml",
  "deploy/kubernetes/overlays/production/route.yaml",
  "deploy/Caddyfile",
  "deploy/nginx.conf",
  "deploy/server.service",
];
