# A tiny encoder-decoder: GRU cells, teacher forcing by a random draw, greedy decoding
import random
import torch
import torch.nn as nn
import torch.nn.functional as F

BEGIN = 0
END = 1
random.seed(0)
torch.manual_seed(0)


class Words:
    def __init__(self, name):
        self.name = name
        self.number = {}
        self.count = {}
        self.word = {0: "SOS", 1: "EOS"}
        self.n_words = 2

    def add_sentence(self, sentence):
        for word in sentence.split(' '):
            self.add_word(word)

    def add_word(self, word):
        if word not in self.number:
            self.number[word] = self.n_words
            self.count[word] = 1
            self.word[self.n_words] = word
            self.n_words += 1
        else:
            self.count[word] += 1


class Reader(nn.Module):
    def __init__(self, input_size, hidden_size):
        super(Reader, self).__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size)

    def forward(self, input, hidden):
        embedded = self.embedding(input).view(1, 1, -1)
        output, hidden = self.gru(embedded, hidden)
        return output, hidden

    def start(self):
        return torch.zeros(1, 1, self.hidden_size)


class Writer(nn.Module):
    def __init__(self, hidden_size, output_size):
        super(Writer, self).__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size)
        self.out = nn.Linear(hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, input, hidden):
        output = F.relu(self.embedding(input).view(1, 1, -1))
        output, hidden = self.gru(output, hidden)
        return self.softmax(self.out(output[0])), hidden


pairs = [("it is late", "es ist spaet"), ("we go home", "wir gehen heim")]
source_words, target_words = Words("source_words"), Words("target_words")
for a, b in pairs:
    source_words.add_sentence(a)
    target_words.add_sentence(b)
print(source_words.n_words, target_words.n_words, source_words.number)


def numbers_of(lang, sentence):
    indexes = [lang.number[word] for word in sentence.split(' ')] + [END]
    return torch.tensor(indexes, dtype=torch.long).view(-1, 1)


encoder, decoder = Reader(source_words.n_words, 6), Writer(6, target_words.n_words)
encoder_optimizer = torch.optim.SGD(encoder.parameters(), lr=0.1)
decoder_optimizer = torch.optim.SGD(decoder.parameters(), lr=0.1)
criterion = nn.NLLLoss()
for turn in range(1, 5):
    source, target = random.choice(pairs)
    input_tensor, target_tensor = numbers_of(source_words, source), numbers_of(target_words, target)
    memory = encoder.start()
    encoder_optimizer.zero_grad()
    decoder_optimizer.zero_grad()
    loss = 0
    for i in range(input_tensor.size(0)):
        ignored, memory = encoder(input_tensor[i], memory)
    word_in, state = torch.tensor([[BEGIN]]), memory
    forced = True if random.random() < 0.5 else False
    for j in range(target_tensor.size(0)):
        scores, state = decoder(word_in, state)
        loss += criterion(scores, target_tensor[j])
        if forced:
            word_in = target_tensor[j]
        else:
            best, place = scores.topk(1)
            word_in = place.squeeze().detach()
            if word_in.item() == END:
                break
    loss.backward()
    encoder_optimizer.step()
    decoder_optimizer.step()
    print(turn, forced, round(loss.item() / target_tensor.size(0), 5))
