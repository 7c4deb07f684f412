/** Of the library, put in by demos/vite.config.ts. */
declare const SPINMOTIVE_VERSION: string;
