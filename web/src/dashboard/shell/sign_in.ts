import { Session } from "./answers";
import { ApiError, get, send, wordsOf } from "./api";
import { fill, h } from "./dom";

function sentence(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) {
    return "No session for this token: " + error.message;
  }
  return wordsOf(error);
}

/** The form that asks for a token; `done` gets the session that the server opens for it. */
export function signIn(done: (session: Session) => void): HTMLElement {
  const wrong = h("p", { class: "no", role: "alert", id: "sign-in-error" });
  const token = h("input", {
    type: "password",
    id: "token",
    name: "token",
    autocomplete: "current-password",
    spellcheck: "false",
    required: true,
    "aria-describedby": "sign-in-error sign-in-hint",
  });
  const button = h("button", { type: "submit", class: "primary" }, "Sign in");
  const submit = async (event: Event) => {
    event.preventDefault();
    fill(wrong);
    button.disabled = true;
    try {
      await send("POST", "session", { token: token.value.trim() });
      done(await get<Session>("session"));
    } catch (error) {
      fill(wrong, sentence(error));
      token.select();
    } finally {
      button.disabled = false;
    }
  };
  return h(
    "form",
    { class: "sign-in", method: "post", onsubmit: (event) => void submit(event) },
    h("h1", {}, "Sign in"),
    h("label", { for: "token" }, "Token"),
    token,
    wrong,
    button,
    h(
      "p",
      { class: "quiet", id: "sign-in-hint" },
      h("code", {}, "orrery token"),
      " prints the administrator's token; it also lies in the file ",
      h("code", {}, "admin.token"),
      " of the store. A viewer token or the management key of an account works too and shows " +
        "what it may see. The token is sent once and kept nowhere on this page.",
    ),
  );
}
