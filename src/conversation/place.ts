/** Which workspace a conversation belongs to. */

/** What is open in a window. */
export interface Place {
  /** The name of the workspace; undefined in an empty window. */
  readonly name: string | undefined;
  /** URIs of the workspace's folders, and of its file where it has one. */
  readonly uris: readonly string[];
}

/** What a conversation keeps of the place where it began. */
export interface Origin {
  /** The name of the workspace, to show; undefined in an empty window. */
  readonly workspace?: string | undefined;
  /** See `Place.uris`; undefined before this was kept, and in what was imported. */
  readonly places?: readonly string[] | undefined;
}

/**
 * Whether a conversation is listed in a window. Folders are told apart by their URIs: a workspace may gain folders and
 * get another name with that, and two projects may have the same name. Names decide where nothing else was kept.
 */
export function belongsTo({ workspace, places }: Origin, here: Place): boolean {
  if (places) return places.some((uri) => here.uris.includes(uri));
  return workspace !== undefined && (workspace === here.name || here.uris.map(nameOf).includes(workspace));
}

/** The origin of a conversation that is written to here: its own, completed where that is known, or this place. */
export function originAt({ workspace, places }: Origin, here: Place | undefined): Origin {
  if (places || !here) return { workspace, places };
  const isHere = workspace === undefined || belongsTo({ workspace }, here);
  return { workspace: workspace ?? here.name, places: isHere && here.uris.length > 0 ? here.uris : undefined };
}

/** The name of a folder, which is that of a workspace with no other one. */
function nameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
