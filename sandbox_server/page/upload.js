/** Sending a file: what may be sent, and the sending with its progress. */

import { fileSize } from "./dom.js";

// A bot can only fetch files up to this size, whatever people may send one another.
const LIMIT = 20 * 1024 ** 2;

/** Why a file cannot be sent, or null. */
export function refusal(file) {
  if (!file.size) return `「${file.name}」是空的，请换一个文件。`;
  if (file.size > LIMIT) return `「${file.name}」有 ${fileSize(file.size)}，茶铺最多收 20 MB 的文件，请换小一点的。`;
  return null;
}

/**
 * Uploads a file; fetch() tells no upload progress, so this is XMLHttpRequest.
 * onProgress gets 0…1. Returns {finished: a promise of null or the sentence of what went wrong, stop()}.
 */
export function upload(file, { chat, person, caption }, onProgress) {
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append("caption", caption);
  form.append("file", file);
  const finished = new Promise((resolve) => {
    const failure = `「${file.name}」没有发出去，请再试一次。`;
    request.onload = () => {
      if (request.status < 300) resolve(null);
      else resolve(request.response?.error ?? failure);
    };
    request.onerror = () => resolve(failure);
    request.onabort = () => resolve(`「${file.name}」已取消。`);
  });
  request.upload.onprogress = (event) => onProgress(event.loaded / event.total);
  request.responseType = "json";
  request.open("POST", `/page/upload?chat=${encodeURIComponent(chat)}&person=${person}`);
  request.send(form);
  return { finished, stop: () => request.abort() };
}
