declare module "virtual:krds.css";
declare module "*.css";
