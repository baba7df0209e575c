/** A picture made fit to be sent: a card's photo 700 by 900, others smaller, JPEG, 1 MB at most. */
import type { Attached, Question } from "./form.ts";
import { Unfit } from "./form.ts";
import { say } from "./words.ts";

const MOST = 1_000_000;
const CARD = { width: 700, height: 900 };
const LONGEST_SIDE = 1_600;

export async function attached(question: Question, file: File): Promise<Attached> {
  if (file.type === "application/pdf" && !question.checked_by) {
    if (file.size > MOST) throw new Unfit(say("file_large"));
    return { name: file.name, type: file.type, data: await base64(file) };
  }
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Unfit(say("photo_bad"));
  }
  const canvas = question.checked_by === "photo.id_card" ? cropped(picture) : shrunk(picture);
  picture.close();
  for (const quality of [0.9, 0.75, 0.55, 0.35]) {
    const made = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
    if (made && made.size <= MOST) {
      return { name: `${question.name}.jpg`, type: "image/jpeg", data: await base64(made) };
    }
  }
  throw new Unfit(say("file_large"));
}

/** The middle of the picture in the proportion of a card's photo. */
function cropped(picture: ImageBitmap): HTMLCanvasElement {
  const scale = Math.max(CARD.width / picture.width, CARD.height / picture.height);
  const [width, height] = [CARD.width / scale, CARD.height / scale];
  return drawn(CARD.width, CARD.height, picture, (picture.width - width) / 2, (picture.height - height) / 2, width, height);
}

function shrunk(picture: ImageBitmap): HTMLCanvasElement {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  return drawn(width, height, picture, 0, 0, picture.width, picture.height);
}

function drawn(
  width: number, height: number, picture: ImageBitmap, x: number, y: number, ofWidth: number, ofHeight: number,
): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = "white"; // behind what is transparent
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, x, y, ofWidth, ofHeight, 0, 0, width, height);
  return canvas;
}

function base64(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => { resolve(String(reader.result).split(",")[1] ?? ""); };
    reader.onerror = () => { reject(reader.error ?? new Error("file")); };
    reader.readAsDataURL(content);
  });
}
