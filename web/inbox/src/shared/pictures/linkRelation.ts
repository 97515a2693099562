/** For every link to what somebody sent: the other site learns nothing, and gets no hold of this page. */
export const REL = "noopener noreferrer nofollow ugc";
