/** A file's text, or its bytes in UTF-8: what is only to be written need not be decoded. */
export type Content = string | Buffer;

/**
 * The templates: for each layer the content of its files, by their path in the layer. A path that ends in `.hbs`
 * has a `Template` as JSON. A layer's name is a folder's, `core` or `handlers/hello`; with conditions it is `core/+pnpm+ts`;
 * and an edition for one language of code is named after that, `core.js`.
 */
export type Layers<Kind extends Content = string> = Readonly<Record<string, Readonly<Record<string, Kind>>>>;
